ls plugin > index
