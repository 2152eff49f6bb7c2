if true; then
	cat <<-EOF | tee x
	body; fi
	EOF
fi; echo end
