import asyncore  # dfmigrate: ignore[DFM820] because it is vendored
