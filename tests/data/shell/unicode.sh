echo "héllo wörld" 名前=x && printf '%s\n' “quoted” naïve
