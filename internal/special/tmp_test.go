package special
import ("testing";"math/rand/v2";"math";"time";"fmt")
func TestTmp(t *testing.T){
	r := rand.New(rand.NewPCG(1, 2))
	tame := func() float64 { return math.Exp(r.NormFloat64() * 20) }
	tot:=map[string]time.Duration{}; max:=map[string]string{}; mx:=map[string]time.Duration{}
	for range 3000 { x,y,z:=tame(),tame(),r.Float64()
		for n,f:=range map[string]func(){"P":func(){Igamma(x,y)},"PG":func(){IgammaGradA(x,y)},"R":func(){RandomGammaGrad(x,y)},"Pi":func(){IgammaInv(x,z)},"I":func(){Betainc(x,y,z)},"IA":func(){BetaincGradA(x,y,z)},"IB":func(){BetaincGradB(x,y,z)},"Ii":func(){BetaincInv(x,y,z)}} {
			s:=time.Now(); f(); d:=time.Since(s); tot[n]+=d; if d>mx[n] {mx[n]=d; max[n]=fmt.Sprint(x,y,z)} } }
	for n:=range tot { t.Log(n,tot[n]/3000,mx[n],max[n]) }
	s:=time.Now(); for i:=range 1000 { Igamma(3.3,float64(i)*.01) }; t.Log("P typical",time.Since(s)/1000)
	s=time.Now(); for i:=range 1000 { Betainc(3.3,2.2,float64(i)*.001) }; t.Log("I typical",time.Since(s)/1000)
	s=time.Now(); for i:=range 1000 { IgammaInv(3.3,float64(i)*.001) }; t.Log("Pinv typical",time.Since(s)/1000)
	s=time.Now(); for i:=range 1000 { BetaincInv(3.3,2.2,float64(i)*.001) }; t.Log("Iinv typical",time.Since(s)/1000)
}
