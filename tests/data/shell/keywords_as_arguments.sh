echo if then fi do done { } ! case esac for in while time && ./if; then=1 env do
