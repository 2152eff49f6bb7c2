from time import strftime as shown

shown("%^a %d")
