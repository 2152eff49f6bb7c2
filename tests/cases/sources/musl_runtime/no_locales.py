import locale

locale.setlocale(locale.LC_ALL, "")
locale.setlocale(locale.LC_ALL, "C.UTF-8")
locale.setlocale(locale.LC_ALL)
locale.setlocale(locale.LC_ALL, name)
