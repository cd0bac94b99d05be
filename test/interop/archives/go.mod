module archives

go 1.26.0
