"""Words of a question that say nothing about its subject, and words that say little."""

# Left out even of names: "cost of the example" is "cost example".
_GLUE = """
a an the of in on at to for from by with and or is are was were be do does did that this these those its it
o os as um uma de do da dos das em no na nos nas ao aos para pelo pela com e ou que se
"""
# Left out of every other comparison: articles, pronouns, question words, and the talk around a question.
_FILLER = """
q oq pq tb tbm cmo eh vcs ne mano galera pessoal aff u ur r wat wht lol lmao omg btw idk tbh guys
folks dude bro
a an the this that these those it its i im ive id me my mine you your yours we us our they them their
he him his she her someone somebody anyone anybody everyone there here who whom whose
is are am was were be been being isn aren wasn do does did doing done don doesn didn has have had having
haven hasn can could cannot couldn should shouldn would wouldn will won shall may might must let lets
what which where when why how whats wheres hows whys whichever whatever
of in on at to into onto from by for with without about as than then so if or and but not no nor
vs versus between among through over under also too very just only even really actually
some any all each every both either neither such
video videos vid vids chapter chapters episode episodes lesson lessons lecture lectures class
course playlist series clip part watch watching showed shown showing
explain explains explained explaining explanation explanations cover covers covered covering coverage
teach teaches taught teaching talk talks talked talking discuss discusses discussed discussing
describe describes described describing mention mentions mentioned mentioning introduce introduces
introduced
introducing address
search searches searching
wanted wanna please pls plz thanks thank thx hi hello hey yo ok okay hmm um uh
understood about though because anybody everybody nobody none
lectern wrt info intro ex eg ie etc
dont doesnt didnt cant couldnt wouldnt shouldnt isnt arent wasnt werent wont
havent hasnt aint youre theyre thats
theres hes shes ill youll youd theyd weve theyve yall ya yeah yep nope bruh bros ngl imo imho asap
quick quickly clearly basically exactly kind sort got
question questions answer answers topic topics subject concept concepts ideas
meant definition define defined stand stands called
helped helpful recommend recommended confused confusing stuck
something anything everything nothing stuff more most much many lot lots
up out off down s t re ll ve d m
o os as um uma uns umas de do da dos das em no na nos nas num numa ao aos pelo pela pelos pelas
por para pra pro com sem sob sobre entre ate apos desde e ou mas nem que se como quando onde quem
qual quais quanto quanta quantos quantas porque pq porquê cade
eu tu ele ela eles elas voce voces vc vcs nos me te lhe lhes meu minha meus minhas seu sua seus suas
nosso nossa dele dela deles delas isso isto aquilo esse essa esses essas este esta estes estas
aquele aquela aqueles aquelas ai aqui ali la pras pros praquele praquela nesse nessa neste nesta daquele
dessa desse
e sao era foi ser sendo sido estar esta estao estou ta tem tenho temos ter tinha ha havia
pode podem poder posso devo deve quero queria gostaria preciso fala falam falando falar
videos capitulo capitulos aula aulas episodio episodios licao curso playlist serie parte
explica explicam explicar explique expliquem explicando explicado explicada explicacao
ensina ensinam ensinar cobre cobrem
aborda abordam mostram trata tratam comenta menciona apresenta assistir veja
aprendo entendo sei quer definicao
conceito conceitos assunto assuntos tema temas topico topicos duvida duvidas pergunta
ajuda ajudar favor obrigado obrigada oi ola
valeu muito muita mais menos tambem so apenas bem ja ainda entao tipo coisa tal algum alguma alguns algumas
nao tudo nada nenhum nenhuma alguem ninguem algo sim acho sabe vamos vou porque enfim afinal
cara vei veio uai bora ae opa eita mds aff blz beleza flw kk kkk kkkk rs rsrs hein ein qualquer
todo toda todos todas cada outro outra outros outras
x
"""
# Said about anything at all: they count for little when they match and for little when they do not.
# Part of the talk around most questions, but of the matter of some: "finding good weights".
_SOFT = """
see sees seen ver vejo ve
find finds found finding look looks looking looked know knows known tell tells good best better need needs
show shows understand understands understanding learn learns get gets getting want wants help helps
clear little bit idea mean means meaning name wonder wondering wondered curious told heard said
teacher professor friend friends
professora amigo amiga amigos disse ouvi curioso curiosa
achar encontrar encontra encontram saber sabe sabem dizer diz melhor bom boa bons boas precisa entender
entende entendem aprender aprende aprendem significa significado mostra mostrar pouco pouca
question questions pergunta perguntas stuck saw took knew thought met stood chose fell felt ran led paid
spent spoke threw worn bought caught gone grown somewhere anywhere everywhere nowhere whoever whenever
wherever however somehow anyway sometimes often maybe almost rather pretty yet once twice soon therefore
thus hence unless although whether enough else sorry yes sure cool bad worse worst gonna gotta watched
rewatch minute minutes summarize summarise summary forgot study studying morning afternoon evening
basics beginner beginners dummies newbie work works worked working
tanto tanta tantos tao muitos mal pior jamais agora logo aonde pois assim somente quaisquer lugar lugares
negocio vi viu vimos viram deu deram fez fizeram foram eram estava teve falou falaram mostrou explicou
ensinou usou pega pegou coloca colocou bota botou chama chamado entendi entendeu acha podia poderia consigo
devem minuto minutos resumir resuma resume esqueci esquecemos estudar estudo dia tarde noite
funciona funcionam funcionar iniciante iniciantes leigo leigos
"""
_LIGHT = """
hood nutshell scratch depth plain layman simply terms step wise bigger picture
deal pros cons advantage advantages
benefit benefits vantagem vantagens desvantagem desvantagens profundidade zero
work works working worked use uses used using useful usage make makes made making give gives given
take takes taken taking put puts go goes going come comes keep keeps kept happen happens happening
start starts begin begins end ends way ways thing things step steps time times first last next new old
different difference differences compare compared comparison similar versus relation relationship related
simple simply basic basics easy hard difficult important purpose reason reasons point role detail details
example examples case cases problem problems solution solutions type types kinds form forms
intuition intuitive intuitively visual visually visualize introduction intro overview summary tutorial
inside behind instead because while during before after since until still already always never ever
single unico unica
one two three several few other others another
same own again pay pays paying mesmo mesma mesmos mesmas proprio propria prestar presta
big small large long short high low
ai ml dl machine computer computers program algorithm algorithms method methods technique techniques
model models system systems network networks deep learning neural theory exactly say says said
long well back actual real really possible able try tries trying decide decides become becomes
think people person human humans world beginner beginners dummies newbie kid kids child grandma eli5 example
funciona funcionam funcionar funcionamento usa usam usar usado usada uso serve servem servir faz fazem
fazer feito feita feitos feitas da dar dao fica ficam ficar vai vao ir vem passo passos vez vezes primeiro
ultima ultimo proximo proxima novo nova antigo antiga antigas antigos
diferenca diferencas diferente diferentes comparar comparacao parecido relacao
simples basico basica facil dificil importante objetivo razao motivo ponto papel detalhe detalhes
exemplo exemplos caso casos problema problemas solucao tipos forma formas
intuicao intuitivo intuitiva visual introducao resumo tutorial
tempo tempos dentro atras tras antes depois durante enquanto sempre nunca
dois duas tres varios varias grande pequeno pequena alto baixo coisas jeito maneira
ia maquina computador computadores programa algoritmo algoritmos metodo metodos tecnica tecnicas
modelo modelos sistema sistemas rede redes neural neurais profundo profunda teoria
consegue conseguem conseguir acontece acontecem acontecer decide pessoa pessoas mundo gente verdade
iniciante iniciantes leigo leigos crianca avo
approach approaches attempt attempts aware believe brief bring brings brought case claim comment concern
consist consists couple create creates created creating demand develop emphasis enter essence essential
establish
exist exists expect expects expected explore familiar farther feel feels feeling frequent frequently great
hint
imagine immediate immediately imply impossible impress intend interest interested interesting involve involved
involves lack manage manages manner material matter matters meet moment nature natural necessary neat nice
notice
observe obtain obvious occur occurs official opinion overall particular particularly perceive perhaps
practical
practice prefer prepare present primary private progress provide provides provided purpose quality quite rare
rarely reality realistic recently regular remain remains remark request require required requires seem seems
serious situation slight slightly special specific specifically spend spot standard status strange strategy
suggest suggested suppose support supports suitable surprise task tasks tool tools total true truth typical
typically ultimate unique universal useless usual usually vague valid valuable view vital welcome worry worth
abordagem acreditar acredito apresentar beneficio capaz capazes claro comentar condicao considerar considera
contribuir criar cria criam criado criada definir desafio essencia essencial estabelecer estudar estudo
evidente
exato exata existir existe existem explorar faltar falta familiar fato frequente imaginar imagina impossivel
interessante interessantes envolver envolve envolvido levar leva levam legal material momento natural natureza
necessario necessaria notar observar obvio ocorrer ocorre ocorrem opcao opiniao particular perceber percebe
permanecer pratico pratica preferir preparar principal principais pronto pronta propor proposito provavel
qualidade quase raro rara realidade realmente recente regular sentir serio seria simplesmente situacao
sugerir supor
superar tarefa tarefas tentar tenta tentam tipico tipica trazer traz trazem universal util uteis inutil vago
valido
lidar lida lide lidam lidando handle handles handling apart
valioso verdadeiro verdadeira vale direito jeitos ferramenta ferramentas estrategia especifico especifica
"""
# What people type instead of a word, where every letter is one too many.
_SHORTHAND = """
n nao msm mesmo msma mesma msms mesmos dps depois mto muito mt muito mta muita mtos muitos mtas muitas
qnt quanto qnto quanto qto quanto qnts quantos qntos quantos qtos quantos qntas quantas qnd quando qdo quando
td tudo tds todos tdo tudo hj hoje cm como vdd verdade pfv favor pfvr favor pf favor vlw obrigado obg obrigado
ngm ninguem algm alguem aq aqui kd cade ce voce ces voces tou estou tava estava prum para pruma para
dum de duma de tmb tambem entaum entao nd nada bglh coisa treco coisa
vms vamos tlgd sabe naum nao axo acho soh so qlqr qualquer qq qualquer fzr fazer
cuz because coz because tho though thru through b4 before ppl people sth something
smth something abt about rly really gonna will gotta must lemme let gimme give dunno know kinda kind lil
little
fn function func function funcs functions params parameters param parameter deriv derivative derivs
derivatives prob probability
probs probabilities dims dimensions dim dimension vec vector vecs vectors mult multiplication seq sequence
seqs sequences
arch architecture init initialization calc calculus eqn equation eqns equations backprob
backprop
wht what hw how wy why bout about wit with
"""
_pairs = _SHORTHAND.split()
SHORTHAND = dict(zip(_pairs[::2], _pairs[1::2], strict=True))
GLUE = frozenset(_GLUE.split())
FILLER = (GLUE | frozenset(_FILLER.split())) - frozenset(_SOFT.split())
LIGHT = frozenset(_LIGHT.split()) - frozenset(_SOFT.split())
SOFT = frozenset(_SOFT.split())
