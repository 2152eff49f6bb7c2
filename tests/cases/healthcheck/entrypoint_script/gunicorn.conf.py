workers = 2
bind = "0.0.0.0:8700"  # behind nginx
