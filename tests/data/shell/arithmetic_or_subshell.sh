( (cd /tmp; ls); pwd)
echo $( (cd /tmp; ls) | wc -l) $(( (1) + (2) ))
