-- By period of the first purchase and period of buying (by_year = 1: years, else months): how many
-- customers bought.
WITH days AS (
    SELECT p.cno AS cno, CASE WHEN :by_year = 1 THEN k.year ELSE k.ym END AS period
    FROM purchase_day p
    INNER JOIN calendar k ON k.day = p.day
    WHERE p.day <= :asof AND p.spend >= :min_net
),
periods AS (
    SELECT d.cno AS cno, d.period AS period, COUNT(*) AS days
    FROM days d
    GROUP BY d.cno, d.period
),
beginnings AS (
    SELECT m.cno AS cno, MIN(m.period) AS first_period
    FROM periods m
    GROUP BY m.cno
)
SELECT b.first_period AS first_period, m.period AS period, COUNT(*) AS buyers
FROM periods m
INNER JOIN beginnings b ON b.cno = m.cno
GROUP BY b.first_period, m.period
ORDER BY b.first_period, m.period
