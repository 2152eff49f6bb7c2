case "$(uname -m)" in
  x86_64|amd64) ARCH=amd64 ;;
  (aarch64) ARCH=arm64; echo "arm" ;;
  arm*) exit 2 ;&
  *) echo "unknown" >&2
esac && wget "https://example.com/tool-$ARCH"
