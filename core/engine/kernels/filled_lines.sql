-- For each customer: lines up to the day, those that name what was bought, those with an amount.
SELECT
    f.cno AS cno,
    f.customer_id AS customer_id,
    COUNT(*) AS lines,
    SUM(CASE WHEN f.product <> '' OR f.category <> '' THEN 1 ELSE 0 END) AS named,
    SUM(CASE WHEN f.amount <> 0 THEN 1 ELSE 0 END) AS priced
FROM facts f
WHERE f.day <= :asof
GROUP BY f.cno, f.customer_id
ORDER BY f.cno
