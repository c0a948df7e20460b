-- The first and the last purchase day of every customer with a purchase up to the day.
SELECT p.cno AS cno, MIN(p.day) AS first_day, MAX(p.day) AS last_day
FROM purchase_day p
WHERE p.day <= :asof AND p.spend >= :min_net
GROUP BY p.cno
ORDER BY p.cno
