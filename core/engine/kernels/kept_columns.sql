-- How many lines up to the day carry a cost, and how many a discount.
SELECT f.has_cost AS has_cost, f.has_discount AS has_discount, COUNT(*) AS lines
FROM facts f
WHERE f.day <= :asof
GROUP BY f.has_cost, f.has_discount
