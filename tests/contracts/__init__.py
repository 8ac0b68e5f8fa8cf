"""What the code and its pages promise about themselves, where neither types nor import contracts can see it."""
