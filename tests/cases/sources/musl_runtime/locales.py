import locale

locale.setlocale(locale.LC_ALL, "de_DE.UTF-8")
locale.setlocale(locale.LC_TIME, ("fr_FR", "UTF-8"))
WANTED = "fr_FR.UTF-8"
locale.setlocale(locale.LC_TIME, WANTED)
