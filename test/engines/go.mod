module impact/test/engines

go 1.26
