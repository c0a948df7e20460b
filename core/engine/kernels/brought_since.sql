-- What one customer brought from day :from_day on, with its cost and how many lines sold carry none.
SELECT
    p.cno AS cno,
    SUM(p.spend) AS money,
    SUM(p.cost) AS paid,
    SUM(p.uncosted) AS without_cost
FROM purchase_day p
WHERE p.cno = :cno AND p.day >= :from_day AND p.day <= :asof
GROUP BY p.cno
