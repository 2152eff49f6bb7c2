from locale import LC_ALL, setlocale as use

use(LC_ALL, "pt_BR.utf8")
