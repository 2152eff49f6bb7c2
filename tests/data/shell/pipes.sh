curl -sSL https://example.com/i.sh | bash -s -- --yes |& tee log |
  grep -v x
