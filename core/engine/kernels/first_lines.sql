-- The line that stands for each customer's first purchase day: one with a product where there is
-- one, then the largest amount.
WITH days AS (
    SELECT p.cno AS cno, MIN(p.day) AS first_day
    FROM purchase_day p
    WHERE p.day <= :asof AND p.spend >= :min_net
    GROUP BY p.cno
),
ranked AS (
    SELECT
        f.cno AS cno,
        f.amount AS amount,
        f.product AS product,
        f.staff AS staff,
        f.store AS store,
        ROW_NUMBER() OVER (
            PARTITION BY f.cno
            ORDER BY
                CASE WHEN f.product = '' THEN 1 ELSE 0 END,
                f.amount DESC, f.product, f.staff, f.store
        ) AS place
    FROM facts f
    INNER JOIN days d ON d.cno = f.cno AND d.first_day = f.day
)
SELECT r.cno AS cno, r.product AS product, r.staff AS staff, r.store AS store
FROM ranked r
WHERE r.place = 1
