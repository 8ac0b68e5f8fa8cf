"""Pictures and files that somebody brings: what they are by their content, and pictures made anew without anything that
was hidden in them. Knows neither rooms nor people nor where anything is kept.
"""
