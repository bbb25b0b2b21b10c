"""Where the tables of a sheet are: headings, data rows, and what is neither. No Django here."""
