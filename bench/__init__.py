"""The budgets measured: the product beside hand-written SQL, on the same data, in the same run."""
