git describe --tags
