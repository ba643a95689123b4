"""The words that announce a person: titles, roles, kin, verbs of speaking and of naming."""

from __future__ import annotations

from typing import Final

from redact.identity.words import words

TITLES: Final = words(
    """
    mr mrs ms miss mx dr doctor rev reverend fr sra sr srta pastor rabbi imam prof professor coach uncle aunt
    auntie tia tio grandma grandpa nana deacon
    """
)
"""Right before a name, with or without a full stop."""

RANKS: Final = words(
    """
    officer officers ofc ofcs ofcr ofcrs po p/o det dets detective detectives sgt sgts sergeant lt lieutenant
    capt captain cpl corporal dep deputy deputies trooper tpr ptl ptlm patrolman patrolwoman chief inspector
    insp investigator inv agent sa marshal constable sheriff cst r/o ro officer's dispatcher dispatch k9 k-9
    recruit cadet commander cmdr major supervisor firefighter ff engineer
    """
)
SWORN: Final = RANKS - words("dispatcher dispatch k9 k-9 supervisor engineer firefighter ff")
OTHER_DUTY: Final = words(
    """
    judge magistrate commissioner justice emt emts medic medics paramedic paramedics rn nurse lpn caseworker
    worker wrkr advocate warden coroner examiner me adv prosecutor ada da da's attorney interpreter translator
    probation parole bailiff ranger
    """
)
"""On duty, but not sworn: masked as OFFICER and never kept."""

ROLES: Final = words(
    """
    v vic vict victim victims s sus susp suspect suspects w wit wits witness witnesses rp rps r/p rptr reporter
    complainant complainants compl comp caller callers def deft defendant arrestee offender off1 subject
    subjects subj subjs driver drvr operator operators assoc associate associates passenger pass passgr owner
    owners neighbor neighbors neighbour nbr neigh roommate roommates coworker co-worker coworkers wkr employee
    employees emp manager mgr clerk cashier tenant landlord landlady resident occupant homeowner keyholder
    guardian juvenile juv child student teacher counselor principal boyfriend girlfriend bf gf b/f g/f ex exbf
    exgf husband husb hubby wife spouse fiance fiancee partner son sons daughter daughters dtr mother mom moms
    mother's father dad brother brothers bro sister sisters sis cousin niece nephew grandson granddaughter
    grandmother grandfather stepfather stepmother stepson stepdaughter stepdad stepmom inlaw baby infant toddler
    friend friends acquaintance patient bd bm babysitter sitter nanny caregiver caretaker custodian usher waiter
    waitress bartender bouncer supervisor boss guard customer informant ci pedestrian bicyclist decedent parent
    parents kid kids males female male teammate classmate rider riders grandparents grandparent sexton secretary
    handyman mechanic plumber doorman barber bro-in-law brother-in-law sister-in-law mother-in-law father-in-law
    son-in-law daughter-in-law law gm
    """
)
"""A name can follow at once, or after a comma, colon, bracket, quotation mark or number."""

KIN: Final = words(
    """
    boyfriend girlfriend bf gf b/f g/f exbf exgf husband husb hubby wife spouse fiance fiancee son sons daughter
    daughters dtr mother mom father dad brother brothers bro sister sisters sis cousin niece nephew grandson
    granddaughter grandmother grandfather stepfather stepmother stepson stepdaughter stepdad stepmom bd bm
    roommate uncle aunt grandparents parents friend
    """
)
"""Roles after which a first name stands more often than anything else."""

NAMING: Final = words(
    """
    named name names aka alias called nicknamed dubbed identified id'd idd identifying known introduced goes
    went listed moniker nickname
    """
)
NAMING_TAILS: Final = words(
    """
    as is was by of only verbally being himself herself themselves him her the to positively later being name
    full true real first last legal her his and also
    """
)
"""Words between a naming verb and the name: `identified verbally as`, `name is`, `goes by`."""

CONTACT: Final = words(
    """
    wants heard tkn taken vs versus reg registered belonging belongs yelling contacted interviewed arrested
    cited met asked advised told spoke notified located transported detained identified released called phoned
    texted messaged saw observed recognized arresting contacting handcuffed mirandized trespassed served emailed
    dropped confronted married dating dated encountered speaking accompanied queried identifying engaged removed
    summonsed assaulted hit struck punched kicked slapped grabbed choked strangled pushed shoved threatened
    stabbed shot followed chased helped drove hugged
    """
)
"""Verbs whose object is a person."""

CONTACT_TAILS: Final = words("with to that by and from frm for of at")

SPEECH: Final = words(
    """
    held waved following yelling parked fell falls pushed sent sends off stated states sts said says sd adv advd
    advised advs related relates reported reports rptd rpts rpt told tells denied admitted explained claimed
    claims requested refused declined called calls left arrived ran fled hit struck grabbed grabs pushed pushes
    punched slapped kicked threw throwing choked walked drove came went told yelled screamed appeared seemed
    continued exchanged attempted refuses admits claims produced consented ignored complied fled started began
    got took gave was has had is will would wants wanted did does knows knew believes believed thinks thought
    heard saw sees noticed observed returned entered opened answered confirmed responded replied agreed signed
    provided described showed pointed identified recognized located arrested transported cited booked lives
    resides works stays keeps kept tried attempted made lost found broke jumped followed pulled shoved spit
    stood sent uses used owns locked let put became may can could
    """
)
"""What people do: a doubtful token before one of these is taken for a name."""

NOT_A_PERSON_BEFORE: Final = words(
    """
    a an the this that these those some any every each another white black gray grey silver red blue green gold
    tan brown orange yellow purple maroon beige whi blk gry sil blu grn brn gld wht slvr dk lt newer older in
    city county state town
    """
)
"""Behind one of these a capitalised word is a thing or a town rather than a person."""
