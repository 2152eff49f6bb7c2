cat > run.sh <<'EOF'
#!/bin/sh
exec $(python) "unclosed
EOF
chmod +x run.sh
