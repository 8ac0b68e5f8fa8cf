"""Who may do what, tried at every address and every room by everybody there is."""
