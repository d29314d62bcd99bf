def total(rows):
    return sum(cell for row in rows for cell in row)
