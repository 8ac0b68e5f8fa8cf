"""The customs of the house as people meet them: the keeper's pages, and the page that tells everybody what is
customary here. `house` has the file and the verb.
"""
