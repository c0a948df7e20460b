-- Existing customers' money in two spans of days, one row per way it moved (the ways are
-- explained in core.metrics.growth). Money of a span in which the customer was new is left out.
WITH spans AS (
    SELECT
        p.cno AS cno,
        MIN(CASE WHEN p.spend >= :min_net THEN p.day ELSE 9999999 END) AS first_day,
        SUM(CASE WHEN p.day > :from_now THEN p.spend ELSE 0 END) AS all_now,
        SUM(CASE WHEN p.day > :from_before AND p.day <= :to_before THEN p.spend ELSE 0 END)
            AS all_before,
        SUM(CASE WHEN p.day > :from_now AND p.spend >= :min_net THEN 1 ELSE 0 END) AS days_now,
        SUM(
            CASE
                WHEN p.day > :from_before AND p.day <= :to_before AND p.spend >= :min_net
                THEN 1 ELSE 0
            END
        ) AS days_before
    FROM purchase_day p
    WHERE p.day <= :to_now
    GROUP BY p.cno
),
existing AS (
    SELECT
        s.cno AS cno,
        s.first_day AS first_day,
        CASE WHEN s.first_day > :from_now AND s.first_day <= :to_now THEN 0 ELSE s.all_now END
            AS money_now,
        CASE
            WHEN s.first_day > :from_before AND s.first_day <= :to_before THEN 0
            ELSE s.all_before
        END AS money_before,
        CASE WHEN s.first_day > :from_now AND s.first_day <= :to_now THEN 0 ELSE s.days_now END
            AS counted_now,
        s.days_before AS counted_before
    FROM spans s
),
moved AS (
    SELECT
        e.cno AS cno,
        e.money_now AS money_now,
        e.money_before AS money_before,
        CASE
            WHEN e.first_day > :from_before AND e.first_day <= :from_now THEN 'joined'
            WHEN e.counted_before > 0 AND e.counted_now = 0 THEN 'left'
            WHEN e.counted_before = 0 AND e.counted_now > 0 THEN 'returned'
            WHEN e.money_now >= e.money_before THEN 'more'
            ELSE 'less'
        END AS way
    FROM existing e
    WHERE e.counted_now > 0 OR e.counted_before > 0 OR e.money_now <> 0 OR e.money_before <> 0
)
SELECT
    m.way AS way,
    SUM(m.money_now) AS now_total,
    SUM(m.money_before) AS before_total,
    COUNT(*) AS customers
FROM moved m
GROUP BY m.way
