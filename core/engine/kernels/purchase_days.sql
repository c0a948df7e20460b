-- Every purchase day up to the day, customer by customer, oldest first.
SELECT p.cno AS cno, p.day AS day, p.spend AS spend
FROM purchase_day p
WHERE p.day <= :asof AND p.spend >= :min_net
ORDER BY p.cno, p.day
