case $x in esac; case a in a) ;; esac; case b in (b) echo b;; *) ;; esac
