-- Every customer-day after from_day up to the day, with what is known of its cost.
SELECT p.cno AS cno, p.day AS day, p.spend AS spend, p.cost AS cost, p.uncosted AS uncosted
FROM purchase_day p
WHERE p.day > :from_day AND p.day <= :asof
ORDER BY p.cno, p.day
