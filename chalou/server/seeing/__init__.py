"""Seeing how a house is: health, figures, the log. Nothing here says who anybody is or what anybody said."""
