"""What people write into cells, as values: dates, numbers, yes and no, lists, words. No Django here."""
