"""Coming in for the first time: a short walk through the house, who receives newcomers, what was missed."""
