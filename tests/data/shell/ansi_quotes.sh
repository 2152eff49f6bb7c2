printf $'tab\there\'s a quote\n' && echo $'\x41' $"locale"
