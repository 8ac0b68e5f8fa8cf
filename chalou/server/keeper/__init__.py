"""The keeper's pages: setting the house up, and the keeper's room. `house` and `people` have the verbs."""
