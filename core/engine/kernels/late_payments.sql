-- The days of customers of which something was paid late or is not paid yet.
SELECT
    c.customer_id AS customer_id,
    f.day AS day,
    SUM(f.unpaid) AS open_lines,
    SUM(f.amount) AS money
FROM facts f
INNER JOIN customer c ON c.cno = f.cno
WHERE f.day <= :asof AND f.day > :from_12m AND f.late > 0
GROUP BY c.customer_id, f.day
ORDER BY c.customer_id, f.day
