-- What each customer brought from the first line up to the day: money, its cost, and how many lines
-- sold carry no cost.
SELECT
    c.cno AS cno,
    c.customer_id AS customer_id,
    SUM(p.spend) AS nets,
    SUM(p.cost) AS costs,
    SUM(p.uncosted) AS lines_without_cost
FROM purchase_day p
INNER JOIN customer c ON c.cno = p.cno
WHERE p.day <= :asof
GROUP BY c.cno, c.customer_id
ORDER BY c.cno
