echo "a $b ${c} \" \$d \\ \n `e` $(f "g" 'h')" "" "$" "a"b'c'
