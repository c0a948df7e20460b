-- The first purchase day of each month with a purchase, up to the day; no rows without any.
SELECT p.ym AS ym, MIN(p.day) AS first_day
FROM purchase_day p
WHERE p.day <= :asof AND p.spend >= :min_net
GROUP BY p.ym
