"""Pages of rooms. Each view finds the room for the person who asks, calls one verb, and answers.

Programs that accept JSON get the values of docs/protocol.md from the same addresses.
"""
