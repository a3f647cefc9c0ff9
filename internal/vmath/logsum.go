package vmath

// logAddExp is max(x, y) + log1p(exp(-|x-y|)). Equal arguments may be infinite.
func (c calc) logAddExp(x, y value) value {
	zero := c.num(0)
	top := c.sel(c.lt(x, y), y, x)
	gap := c.sel(c.eq(x, y), zero, c.neg(c.abs(c.sub(x, y))))
	sum := c.add(top, c.log1pExp(gap))
	return c.sel(c.eq(y, y), sum, y) // NaN is not the greater one
}

// xlogy is x·log y, but 0 for x = 0 whatever y is, save NaN.
func (c calc) xlogy(x, y value) value { return c.timesLog(x, y, c.log(y)) }

func (c calc) xlog1py(x, y value) value { return c.timesLog(x, y, c.log1p(y)) }

func (c calc) timesLog(x, y, log value) value {
	zero := c.num(0)
	return c.sel(c.both(c.eq(x, zero), c.eq(y, y)), zero, c.mul(x, log))
}
