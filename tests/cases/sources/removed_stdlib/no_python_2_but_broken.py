def work(:
    print("hello")
