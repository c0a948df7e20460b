-- The stores, staff, products and categories that stand on lines up to the day, with how many.
SELECT 'store' AS kind, f.store AS name, COUNT(*) AS lines
FROM facts f WHERE f.day <= :asof GROUP BY f.store
UNION ALL
SELECT 'staff' AS kind, f.staff AS name, COUNT(*) AS lines
FROM facts f WHERE f.day <= :asof GROUP BY f.staff
UNION ALL
SELECT 'product' AS kind, f.product AS name, COUNT(*) AS lines
FROM facts f WHERE f.day <= :asof GROUP BY f.product
UNION ALL
SELECT 'category' AS kind, f.category AS name, COUNT(*) AS lines
FROM facts f WHERE f.day <= :asof GROUP BY f.category
