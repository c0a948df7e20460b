-- How many customers bought after from_day up to to_day.
WITH buyers AS (
    SELECT p.cno AS cno, COUNT(*) AS days
    FROM purchase_day p
    WHERE p.day > :from_day AND p.day <= :to_day AND p.spend >= :min_net
    GROUP BY p.cno
)
SELECT COUNT(*) AS customers FROM buyers
