-- The ledger's first purchase day up to the day; 9999999 without any.
WITH lone AS (
    SELECT 9999999 AS opened, 0 AS counted
    UNION ALL
    SELECT MIN(p.day) AS opened, COUNT(*) AS counted
    FROM purchase_day p
    WHERE p.day <= :asof AND p.spend >= :min_net
    GROUP BY p.cno
)
SELECT MIN(l.opened) AS first_day, SUM(l.counted) AS purchases
FROM lone l
