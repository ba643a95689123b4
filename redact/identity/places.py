"""The words that names of businesses, schools, churches and parks are made of, beside those of place_name.ENDINGS."""

from __future__ import annotations

from typing import Final

from redact.identity.words import words

SURE_ENDINGS: Final = words(
    """
    trailhead saloon taqueria washateria laundromat apartments apts condominiums townhomes elementary elem
    montessori tabernacle pharmacy bakery brewery tavern bistro cantina steakhouse pizzeria casino marina cemetery
    cannery gurdwara sahib academy university college seminary mortuary winery creamery florist jewelers liquors
    outfitters realty logistics savings autos seafood tackle mart minimart outlet outlets superette bodega
    carniceria panaderia mercado mariscos supermercado tienda paleteria lavanderia ministries ministry mandir
    synagogue cathedral basilica abbey monastery convent chapel parish raceway speedway fairgrounds amphitheater
    coliseum auditorium galleria marketplace bazaar smokehouse bbq barbecue bar-b-que cantina taproom alehouse
    brewpub brewing roadhouse speakeasy dispensary veterinary kennels grooming hatchery poultry dairy orchards
    nurseries greenhouse greenhouses freight trucking hauling haulin excavating paving masonry welding fabrication
    machining sawmill lumber hardwoods millworks roofing plumbing hvac landscaping lawncare upholstery motorsports
    cyclery powersports autobody muffler transmissions scrapyard wrecking storage ministorage u-store movers
    consignment antiques collectibles hobbies comics arcade cinemas cineplex playhouse ballroom gymnastics crossfit
    pilates dojo karate taekwondo barbers barbershop wellness acupuncture orthodontics dentistry dermatology
    pediatrics orthopedics cardiology oncology radiology hospice healthcare behavioral pharmacy optical eyecare
    prosthetics daycare preschool childcare headstart kindergarten hostel motel inn lodge suites resort cabins
    campground rv-park plaza towers condos lofts villas commons terraces pointe senior-living rehab nursing
    convalescent diner cafe grill grille cantina buffet noodles noodle ramen pho sushi teriyaki wok burgers subs
    deli delicatessen donuts doughnuts bagels pastries gelato boba coffeehouse roasters espresso teahouse juicery
    credit-union bancorp bancshares fcu brokerage lenders preserve arboretum conservatory aquarium planetarium
    observatory zoo stadium ballpark rink skatepark natatorium velodrome
    """
)
"""Words that end names and are seldom said alone with an ordinary word before them."""

OTHER_ENDINGS: Final = words(
    """
    wash trust care health tower field fields pier dock docks lake beach trail bridge track grounds glass body
    repair tree farm steel meats meat produce fish bait tea ink hair dance boxing learning rescue animal agency
    management construction properties services delivery hauling floors carpet mattress phones cellular moving
    printing signs title loans financial finance advisors capital bancorp holdings partners associates enterprises
    industries systems solutions group wireless computers electronics boats cycles bikes rvs rentals leasing
    staffing temps builders homes construction middle high hs ms isd prep charter learning library annex bowl
    bowling bowls pantry kitchen kitchens eatery eats table hearth oven pancakes waffles tacos tamales smoothies
    bottle wine spirits package cellar vapes tobacco cigars hookah lounge club nightclub cabaret villa oaks pines
    palms meadows crossing pointe trace run ridge flats row square place gardens green ministry fellowship assembly
    temple mission shrine sanctuary ward stake hall house haven refuge home homes shelter trading post exchange
    depot yard yards works mill mills cannery foundry plant terminal ranch stables arena grounds rodeo gun guns
    range armory archery sports athletics fitness gym nails cuts collision games customs hearing imaging heating
    tanning piercing wings sweets tattoo tattoos lashes insurance lanes feed feeds cannabis payday salvage recycling
    towing electric mutual lending labs lab data news sneakers shoes braiding braids coop tap taps er hs barn
    roasting remodeling cleaning painting pressure cycle supplies wear apparel clothing boutique fashions station
    stop fuel fuels petroleum oil gas truckstop travel plaza
    """
)
"""Words that also end names, but are said alone, too: in ALL CAPS and in lower case they need more."""

MODIFIERS: Final = words(
    """
    local nearby area same other small big new old closest nearest abandoned vacant downtown uptown county city
    state private public womens mens neighboring adjacent large busy empty closed open retail convenience grocery
    liquor gas department thrift pawn beauty nail hair barber coffee auto body car tire hardware dollar corner chain
    national hour crowded entire another different unknown unnamed victims suspects front back rear side main upper
    lower left right north south east west inner outer first second third next last whole high middle elementary
    junior senior homeless domestic emergency rental parking loading mobile trailer storage self fast food drive
    drug super animal pet police fire train bus subway transit metro light rail court jail county federal community
    public sleep work home house mail post shopping strip credit debit check cash money funeral nursing retirement
    assisted living medical urgent health mental day child youth summer football baseball soccer basketball tennis
    golf swimming dance night sports boxing yoga gun shooting skating ice roller bowling movie video tattoo massage
    vape smoke tobacco liquor wine beer pizza burger taco sandwich chicken donut bagel sushi chinese mexican italian
    thai indian korean japanese vietnamese greek halal kosher american latin construction job building apartment
    hotel motel office business commercial industrial residential red blue green white black brown gray grey yellow
    brick wooden metal glass plastic cell phone lost found wrong good bad long short dark lit well some several many
    few two three four five one both every all each no any family mens ladies unisex employee staff customer guest
    public restroom stolen rented eastbound westbound northbound southbound nb sb eb wb travel turn traffic marked
    bicycle bike carpool passing
    """
)
"""What stands before a kind of place without naming it: `the local bank`, `a gas station`."""

SCENERY: Final = words(
    """
    bedroom bathroom closet kitchen patio fence gate dumpster counter register backpack purse driveway garage
    hallway stairwell lobby porch door doorway doors window windows table couch sofa bed desk chair wall corner curb
    sidewalk alley lawn yard backyard trunk vehicle vehicles veh car truck van suv sedan pickup trailer seat
    dashboard console glovebox tire bumper hood roof shoulder lane lanes median intersection crosswalk ramp exit
    entrance entry lot parking bench bus tree trees bush bushes woods creek river ditch bridge tracks mailbox meter
    pole sign light lights hydrant residence house home apartment unit room building complex floor basement attic
    stairs elevator balcony deck shed barn pool tent camp fire pit dock boat scene location area address block
    street road hospital jail station office desk school church store shop mall bank bar park business court
    courthouse precinct district department headquarters substation lockup head face neck chest back arm arms hand
    hands leg legs knee foot feet eye eyes mouth nose ear hip wrist ankle stomach gun knife weapon bag box bottle
    phone wallet keys cart basket shelf rack aisle checkout restroom vestibule atm machine kiosk pump pumps bay bays
    dryer washer stove sink toilet shower tub bathtub refrigerator freezer microwave time times night morning noon
    midnight point end edge top bottom side rear front middle center distance speed rate risk work hand gunpoint
    knifepoint large all once least first last best worst male males female females man men woman women boy girl
    child children kids subject subjects suspect suspects victim victims witness witnesses officer officers deputy
    deputies police caller rp party parties driver passenger owner owners manager employee employees clerk cashier
    security staff guard neighbor neighbors tenant tenants resident residents mother father brother sister son
    daughter husband wife boyfriend girlfriend friend friends custody care property evidence locker inventory cell
    holding booking intake condition conditions investigation report statement statements camera cameras video
    footage audio recording pursuit perimeter traffic stop collision accident crash direction travel tower wheel
    wheels belt handle handlebars lock locks knob screen curtain blanket pillow mattress dresser nightstand drawer
    cabinet cabinets safe panel switch fan vent duct pipe hose faucet
    """
)
"""Last words of what stands behind `at` and `behind` in a scene: no names."""

STARTINGS: Final = words(
    """
    club hotel motel pho taco tacos taqueria mariscos masjid cafe casa bar restaurante iglesia templo camp mt mount
    fort chateau rancho hacienda chez plaza parque mercado clinica escuela el la los las le villa lake bistro
    cantina tienda carniceria panaderia
    """
)
"""Kinds of places with which a name begins."""

CHAINS: Final = words(
    """
    walmart target costco kroger safeway albertsons publix wegmans aldi lidl meijer heb h-e-b winco smiths fredmeyer
    vons ralphs walgreens cvs riteaid mcdonalds wendys arbys hardees popeyes chipotle starbucks dunkin denny dennys
    ihop applebees chilis zaxbys culvers sonic whataburger bojangles cookout krystal sheetz wawa quiktrip kwiktrip
    racetrac speedway getgo maverik loves flyingj buc-ee bucees exxon chevron texaco marathon sunoco valero citgo
    conoco phillips arco shell lowes menards petsmart petco staples officemax bestbuy gamestop autozone oreillys
    napa pepboys jiffylube macys kohls jcpenney nordstrom sears kmart marshalls tjmaxx sephora ulta victorias
    gamestop footlocker michaels joann walmarts kfc bk dq hyatt marriott hilton sheraton radisson ramada wyndham
    hampton fairfield laquinta chase citibank wellsfargo suntrust regions pnc uhaul greyhound amtrak megabus
    """
)
"""Chains whose name alone says which place is meant, as one word."""

CHAIN_PAIRS: Final = frozenset(
    tuple(pair.split("_"))
    for pair in words(
        """
        7_eleven seven_eleven circle_k burger_king taco_bell dairy_queen pizza_hut papa_johns little_caesars
        jack_box waffle_house cracker_barrel olive_garden red_lobster home_depot dollar_general dollar_tree
        family_dollar best_buy whole_foods trader_joes food_lion food_city piggly_wiggly winn_dixie giant_eagle
        stop_shop rite_aid walmart_supercenter wal_mart sams_club motel_6 super_8 days_inn holiday_inn hampton_inn
        comfort_inn quality_inn best_western red_roof extended_stay la_quinta wells_fargo bank_america us_bank
        key_bank fifth_third am_pm kum_go casey_general love_travel pilot_travel ross_dress old_navy tj_maxx
        bed_bath big_lots barnes_noble hobby_lobby auto_zone advance_auto jiffy_lube planet_fitness la_fitness
        in_out five_guys panda_express panera_bread tim_hortons krispy_kreme chick_fil white_castle steak_shake
        """
    )
)
