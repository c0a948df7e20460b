-- Every customer-day after from_day up to the day, days of returns included, beside the customer's
-- first purchase (9999999 where there is none up to the day).
WITH firsts AS (
    SELECT
        p.cno AS cno,
        MIN(CASE WHEN p.spend >= :min_net THEN p.day ELSE 9999999 END) AS first_day
    FROM purchase_day p
    WHERE p.day <= :asof
    GROUP BY p.cno
)
SELECT p.cno AS cno, p.day AS day, p.spend AS spend, f.first_day AS first_day
FROM purchase_day p
INNER JOIN firsts f ON f.cno = p.cno
WHERE p.day > :from_day AND p.day <= :asof
