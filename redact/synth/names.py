"""Given and family names of many origins, written for the synthetic city.

Nobody is meant: the lists are common names, put together at random. They hold what makes name finding hard: names
that are words (Hope, Will, Banks, Street, March), apostrophes, hyphens, accents, two surnames, one-letter and
two-letter surnames, "NA". Underscores stand for spaces inside one name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from redact.synth.wordlists import words


@dataclass(frozen=True, slots=True)
class Culture:
    """Names that occur together. `share` of all households; `race` is the code most common on police forms."""

    name: str
    share: float
    race: str
    women: tuple[str, ...]
    men: tuple[str, ...]
    family: tuple[str, ...]
    two_surnames: float = 0.0


CULTURES: Final = (
    Culture(
        "English",
        0.33,
        "W",
        words(
            """Mary Patricia Linda Barbara Susan Karen Lisa Nancy Margaret Sandra Ashley Emily Donna Michelle Carol
            Amanda Melissa Deborah Stephanie Rebecca Laura Cynthia Kathleen Amy Angela Shirley Brenda Pamela Nicole
            Heather Kimberly Megan Rachel Courtney Brittany Kelsey Tiffany Hannah Allison Paige"""
        ),
        words(
            """James Robert John Michael David William Richard Joseph Thomas Charles Daniel Matthew Anthony Donald
            Steven Paul Andrew Joshua Kenneth Kevin Brian George Timothy Ronald Edward Jason Jeffrey Ryan Jacob Gary
            Nicholas Eric Jonathan Stephen Larry Justin Scott Brandon Benjamin Tyler Cody Dustin Travis"""
        ),
        words(
            """Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Moore Jackson Martin Thompson
            White Harris Clark Lewis Robinson Walker Allen Wright Scott Adams Baker Nelson Carter Mitchell Roberts
            Turner Phillips Campbell Parker Evans Edwards Collins Stewart Morris Rogers Reed Cook Morgan Bell Murphy
            Bailey Cooper Richardson Cox Howard Ward Peterson Gray James Watson Brooks Kelly Sanders Bennett Ross
            Henderson O'Neill O'Brien O'Connor O'Donnell McCarthy MacDonald Fitzgerald D'Amico St._John Van_Houten"""
        ),
    ),
    Culture(
        "Words",
        0.07,
        "W",
        words(
            """Hope Faith Grace Joy April May June Summer Autumn Dawn Rose Lily Ivy Daisy Violet Ruby Amber Crystal
            Jade Pearl Harmony Melody Destiny Mercy Patience Constance Prudence Charity Heaven Star Rain Sky Brook
            Robin Wren Olive Ginger Precious Princess Candy Angel Cherish"""
        ),
        words(
            """Will Mark Bill Grant Chance Chase Hunter Rusty Dusty Buck Cash Art Frank Jack Drew Rich Rob Pat Gene
            Dale Glen Cliff Forest Reed Stone Mason Carter Cooper Guy Miles Sonny Junior Major Earl Duke King Prince
            Dean Ray Price Sterling Christian"""
        ),
        words(
            """Banks Street Park Lane Rivers Brooks Hill Woods Stone Field Bush Rose May March Day Weeks Winter Summers
            Snow Frost Rains Black White Green Gray Young Small Long Short Strong Sharp Swift Bright Church Bishop
            Pope Abbott Law Justice Judge Sargent Marshall Guard Chief Knight King Price Cash Pound Penny Wells Ford
            Bridge House Hall Chambers Case Booker Page Reader Love Moody Savage Payne Self Best Good Goodnight
            Outlaw"""
        ),
    ),
    Culture(
        "African American",
        0.13,
        "B",
        words(
            """Latoya Keisha Shanice Aaliyah Imani Ebony Tamika Monique Latrice Shaniqua Tanisha Kiara Raven Jasmine
            Nia Deja Asia Diamond Tyesha Lakeisha Yolanda Charmaine Rhonda Denise Wanda Gwendolyn Ernestine Odessa
            Kenya Zaria Amari Janiyah Makayla Shardae Marquita Chantel Felicia Tasha Nakia Alexus"""
        ),
        words(
            """Jamal Tyrone DeShawn Malik Darnell Terrance Marquis Andre Jermaine Lamar Kareem Rashad Tyrell Demetrius
            Devonte Antwan D'Andre Cedric Reginald Willie Cornelius Roosevelt Isaiah Elijah Xavier Trevon Jaylen
            Kendrick Dontae Marcus Curtis Leroy Otis Clarence Jaquan Terrell Maurice Roderick Keyshawn Quinton"""
        ),
        words(
            """Washington Jefferson Booker Jackson Robinson Coleman Jenkins Perry Powell Long Patterson Hughes Flowers
            Washington-Bey Simmons Foster Bryant Alexander Russell Griffin Hayes Gibson Ford Hamilton Graham
            Sullivan Wallace West Cole Jordan Owens Reynolds Fisher Ellis Harrison McDonald Cruz Marshall Freeman
            Wells Webb Simpson Stevens Tucker Porter Hunter Hicks Crawford Henry Boyd Mason Warren Dixon Gaines
            Rucker Mayfield Gadson Muhammad Toussaint Shabazz Broadnax Pettway"""
        ),
    ),
    Culture(
        "Spanish",
        0.16,
        "W",
        words(
            """María Guadalupe Carmen Rosa Ana Juana Verónica Leticia Alejandra Gabriela Yolanda Marisol Esperanza
            Dolores Consuelo Lupe Graciela Xiomara Yesenia Maribel Araceli Mercedes Luz Pilar Socorro Concepción
            Beatriz Inés Ximena Valentina Itzel Rocío Soledad Teresa Elena Paloma Noemí Milagros Yareli Julissa"""
        ),
        words(
            """José Juan Luis Carlos Jesús Miguel Ángel Francisco Alejandro Jorge Pedro Manuel Ricardo Fernando Roberto
            Eduardo Sergio Raúl Héctor Javier Ramón Rubén Óscar Enrique Arturo Salvador Guillermo Andrés Martín
            Gerardo Ignacio Rigoberto Efraín Santiago Mateo Diego Emiliano Joaquín Baltazar Wilmer"""
        ),
        words(
            """García Rodríguez Martínez Hernández López González Pérez Sánchez Ramírez Torres Flores Rivera Gómez Díaz
            Cruz Reyes Morales Gutiérrez Ortiz Chávez Ramos Ruiz Álvarez Mendoza Vásquez Castillo Jiménez Moreno
            Romero Herrera Medina Aguilar Vargas Castro Guzmán Méndez Muñoz Salazar Garza Soto Delgado Peña Ríos
            Sandoval Contreras Valdez Guerrero Ortega Estrada Núñez Maldonado Vega Santos Domínguez Espinoza Silva
            De_la_Cruz De_León Del_Toro Quiñones Iñíguez"""
        ),
        two_surnames=0.35,
    ),
    Culture(
        "Vietnamese",
        0.035,
        "A",
        words(
            """Lan Mai Hoa Huong Thu Linh Ngoc Phuong Thuy Trang Hanh Nga Yen Kim Bich Diem Tuyet Van Xuan Anh My Nhi
            Thao Quyen Loan Hong Cuc Dao Tam Uyen"""
        ),
        words(
            """Minh Hung Dung Tuan Hai Nam Duc Khoa Long Phuc Quang Son Thanh Tien Trung Vinh Bao Binh Cuong Dat Hieu
            Khanh Loc Nghia Phong Quoc Tai Thinh Toan Viet"""
        ),
        words(
            """Nguyen Tran Le Pham Huynh Hoang Phan Vu Vo Dang Bui Do Ho Ngo Duong Ly Dinh Trinh Doan Mai Truong Lam
            Luu Ha Cao Chau Quach Thai Ta Tang Diep Kieu La Luong Mac Nghiem Ong Phung Son Thach To Ton Trieu Tu
            Vuong Xa Bach Cung Dam Giang Hua Khuu Lieu Nhan Thi Tieu Uong Van Vien Yen Banh"""
        ),
    ),
    Culture(
        "Chinese",
        0.03,
        "A",
        words(
            """Mei Xiu Ying Li Fang Hui Jing Yan Xia Lan Hong Qing Ling Min Na Ping Yue Zhen Ai Dan Fen Hua Juan Lei
            Qian Rui Shan Ting Wen Xin"""
        ),
        words(
            """Wei Jun Ming Jian Hao Lei Qiang Bo Cheng Da Feng Gang Guo Hai Jie Kai Liang Long Peng Qi Rong Sheng Tao
            Xiang Yang Yi Yong Zhi Zhong Zi"""
        ),
        words(
            """Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo Zheng Liang Xie Song
            Tang Xu Han Feng Deng Cao Peng Zeng Xiao Tian Dong Pan Yuan Cai Jiang Yu Du Ye Cheng Wei Su Lu Ding Ren
            Shen Yao Na An Cui Fan Fang Shi Tan Liao Zou Xiong Jin Qiu Hou"""
        ),
    ),
    Culture(
        "Arabic",
        0.03,
        "W",
        words(
            """Fatima Aisha Zainab Maryam Khadija Noor Layla Amina Hana Rania Salma Yasmin Huda Iman Samira Nadia Leila
            Dalia Rasha Sahar Zahra Sumaya Hanan Mona Abeer Ghada Lubna Marwa Reem Widad"""
        ),
        words(
            """Mohammed Ahmed Ali Omar Hassan Hussein Ibrahim Khalid Yusuf Mustafa Tariq Samir Karim Bilal Jamal Nabil
            Rami Faisal Hamza Walid Ziad Anwar Bassam Hisham Imad Majid Nasser Qasim Salim Yasir"""
        ),
        words(
            """Al-Masri Al-Hassan Haddad Khoury Nasser Saleh Mansour Hamdan Awad Khalil Aziz Rahman Najjar Darwish
            Sabbagh Ayoub Bishara Farah Ghanem Habib Issa Jaber Kassab Latif Maalouf Odeh Qureshi Rizk Shaheen
            Tannous Abdallah Abboud Al-Amin Al-Sayed El-Sayed Assaf Barakat Chahine Daher Elias Fakhoury Ghazi
            Hijazi Ismail Jarrah Kanaan Lahoud Mahmoud Nassar Obeid Qasem Raad Salameh Touma Wehbe Yassin Zaki
            Zeidan Bakr Shamoun Deeb"""
        ),
    ),
    Culture(
        "Hindi and Punjabi",
        0.025,
        "A",
        words(
            """Priya Anjali Sunita Kavita Neha Pooja Deepa Lakshmi Meena Asha Divya Geeta Jaya Kiran Lata Manisha Nisha
            Radha Rekha Shanti Sita Usha Vidya Harpreet Simran Gurleen Manpreet Jasleen Aarti Swati"""
        ),
        words(
            """Raj Amit Sanjay Vijay Ravi Anil Suresh Rahul Arjun Deepak Ashok Ajay Manoj Nikhil Pradeep Rakesh Rohan
            Sandeep Vikram Vinod Gurpreet Harjit Jaspal Kuldeep Manjit Parminder Sukhdeep Balwinder Dev Karan"""
        ),
        words(
            """Patel Singh Sharma Kumar Gupta Shah Kaur Verma Mehta Desai Joshi Reddy Rao Iyer Nair Menon Pillai Chopra
            Kapoor Malhotra Khanna Bhatt Trivedi Pandey Mishra Tiwari Dubey Chaudhary Yadav Agarwal Bansal Garg Jain
            Mittal Saxena Sinha Srivastava Das Bose Sen Ghosh Mukherjee Banerjee Chatterjee Dutta Roy Naidu Krishnan
            Raman Subramanian Gill Sidhu Dhillon Sandhu Grewal Brar Bajwa Sethi Ahuja Bedi"""
        ),
    ),
    Culture(
        "Yoruba and Igbo",
        0.025,
        "B",
        words(
            """Ngozi Chioma Adaeze Ifeoma Amaka Nkechi Uchenna Obiageli Chinwe Ebele Folake Yetunde Temitope Bukola
            Titilayo Funmilayo Omolara Abiola Adebimpe Ronke Simisola Kehinde Ijeoma Nneka Oluchi Chidinma Ayomide
            Damilola Morenike Olabisi"""
        ),
        words(
            """Chukwuemeka Emeka Obinna Chidi Ikenna Kelechi Nnamdi Uche Chinedu Okechukwu Oluwaseun Babatunde Tunde
            Segun Femi Kunle Ade Adewale Olumide Bola Dayo Gbenga Kayode Ladi Rotimi Sola Taiwo Wale Yinka Ebuka"""
        ),
        words(
            """Okafor Okonkwo Nwosu Eze Okoye Obi Nwachukwu Onyekachi Adeyemi Adebayo Ogunleye Oladipo Balogun Afolabi
            Adekunle Akinola Oyelaran Ogunbanjo Olatunji Adeleke Ajayi Akande Alabi Bello Coker Dada Ekwueme Fashola
            Giwa Idowu Jegede Kuti Lawal Makinde Nnadi Nwankwo Odukoya Ogbonna Ojo Okeke Okoro Okpara Olawale
            Omotoso Onwudiwe Onyango Opara Oshodi Osagie Oyewole Salako Shonibare Sowande Udeh Ugwu Uzoma
            Williams-Okafor Anyanwu Chukwu Ibekwe"""
        ),
    ),
    Culture(
        "Polish",
        0.03,
        "W",
        words(
            """Agnieszka Katarzyna Małgorzata Anna Barbara Ewa Krystyna Elżbieta Magdalena Monika Joanna Danuta Irena
            Halina Beata Dorota Jolanta Teresa Grażyna Bożena Zofia Jadwiga Renata Wanda Iwona Alicja Aneta Kinga
            Urszula Wioletta"""
        ),
        words(
            """Piotr Krzysztof Andrzej Tomasz Paweł Jan Michał Marcin Stanisław Jakub Adam Marek Łukasz Grzegorz
            Mateusz Wojciech Mariusz Dariusz Zbigniew Jerzy Rafał Kazimierz Henryk Tadeusz Ryszard Zygmunt Wiesław
            Bogdan Leszek Kamil"""
        ),
        words(
            """Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski
            Kozłowski Jankowski Mazur Kwiatkowski Krawczyk Kaczmarek Piotrowski Grabowski Zając Pawłowski Michalski
            Król Wieczorek Jabłoński Wróbel Nowakowski Majewski Olszewski Stępień Malinowski Jaworski Adamczyk Dudek
            Nowicki Pawlak Górski Witkowski Walczak Sikora Baran Rutkowski Michalak Szewczyk Ostrowski Tomaszewski
            Pietrzak Marciniak Wróblewski Zalewski Jakubowski Jasiński Zawadzki Sadowski Bąk Chmielewski Borkowski
            Czarnecki Sawicki Sokołowski"""
        ),
    ),
    Culture(
        "Russian",
        0.02,
        "W",
        words(
            """Olga Tatiana Irina Natalia Svetlana Elena Ekaterina Anastasia Marina Ludmila Galina Nadezhda Valentina
            Vera Larisa Oksana Yulia Ksenia Polina Darya Alla Inna Raisa Zoya Tamara Nina Lidia Sofia Alina Yana"""
        ),
        words(
            """Sergei Dmitri Alexei Vladimir Ivan Mikhail Nikolai Andrei Igor Oleg Boris Yuri Viktor Pavel Anatoly
            Gennady Konstantin Leonid Maxim Roman Stanislav Vadim Valery Vasily Vitaly Yevgeny Arkady Fyodor Grigory
            Ruslan"""
        ),
        words(
            """Ivanov Smirnov Kuznetsov Popov Vasiliev Petrov Sokolov Mikhailov Novikov Fedorov Morozov Volkov Alekseev
            Lebedev Semenov Egorov Pavlov Kozlov Stepanov Nikolaev Orlov Andreev Makarov Nikitin Zakharov Zaitsev
            Solovyov Borisov Yakovlev Grigoriev Romanov Vorobyov Sergeev Kuzmin Frolov Aleksandrov Dmitriev Korolev
            Gusev Kiselev Ilyin Maksimov Polyakov Sorokin Vinogradov Kovalev Belov Medvedev Antonov Tarasov Zhukov
            Baranov Filippov Komarov Davydov Belyaev Gerasimov Bogdanov Osipov Sidorov"""
        ),
    ),
    Culture(
        "Korean",
        0.02,
        "A",
        words(
            """Ji-woo Seo-yeon Min-ji Soo-jin Eun-ji Hye-jin Mi-kyung Young-hee Sun-hee Kyung-hee Ji-hye Yoo-jin
            Hyun-joo Bo-ram Da-eun Ha-na In-sook Jae-eun Myung-ja Na-young Ok-ja Se-ri So-young Su-bin Ye-jin
            Yun-seo Jin-ah Mi-sun Kyung-ja Grace"""
        ),
        words(
            """Min-jun Seo-jun Ji-hoon Sung-min Jae-hyun Dong-hyun Young-ho Sang-woo Hyun-woo Jin-woo Kyung-soo
            Tae-hyung Byung-hun Chang-min Dae-jung Eun-ho Gi-tae Ho-jin In-ho Joon-ho Ki-young Kwang-soo Min-ho
            Nam-joon Sang-hoon Seung-hyun Sung-ho Woo-jin Yong-jun Daniel"""
        ),
        words(
            """Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon Hwang Ahn Song Ryu Hong Jeon Ko Moon
            Yang Son Bae Baek Heo Nam Noh Ha Shim Joo Koo Kwak Woo Cha Min Jin Na Ji Um Won Bang Byun Chae Cheon
            Chun Do Gil Ham Hyun Kil Ma Maeng Pyo Seok Tak Wang Yeo"""
        ),
    ),
    Culture(
        "Filipino",
        0.02,
        "A",
        words(
            """Maricel Rowena Jocelyn Marites Liezl Analyn Divina Cherry Luzviminda Imelda Corazon Ligaya Jhoanna
            Rosalinda Evangeline Marilou Rhodora Lourdes Melanie Arlene Nenita Perla Teresita Zenaida Girlie Bituin
            Mayumi Tala Dalisay Amihan"""
        ),
        words(
            """Jomar Rodel Arnel Reynaldo Ernesto Danilo Rommel Dennis Jun Rizal Bong Efren Isagani Lito Nestor Noel
            Orlando Renato Rodrigo Rogelio Romeo Ronaldo Wilfredo Virgilio Crisanto Dante Datu Ferdinand Gilbert
            Jayson"""
        ),
        words(
            """Santos Reyes Cruz Bautista Ocampo Garcia Mendoza Torres Castillo Flores Villanueva Ramos Aquino Navarro
            Salazar Mercado Dela_Cruz De_Guzman Del_Rosario Magsaysay Macaraeg Pangilinan Manalo Dimaculangan
            Catacutan Batungbakal Agbayani Bacani Cabrera Dizon Evangelista Fajardo Gatdula Hilario Ilagan Jacinto
            Katigbak Lacson Macapagal Nolasco Ong Padilla Quizon Rosales Sarmiento Tolentino Umali Velasco Yap
            Zamora Abad Buenaventura Cayabyab Dumlao Enriquez Galang Lumaban Panganiban Tuazon Lim"""
        ),
    ),
    Culture(
        "Somali",
        0.02,
        "B",
        words(
            """Halima Hodan Ifrah Sahra Fadumo Ayaan Hawa Asha Ubah Sagal Deqa Nasteho Khadra Maryan Saynab Hibo Idil
            Shukri Zamzam Rahma Muna Filsan Bilan Canab Amran Safiya Ruqiya Barwaqo Faiza Ladan"""
        ),
        words(
            """Abdi Abdullahi Mohamud Warsame Farah Guled Jama Liban Nuur Osman Said Yusuf Abdirahman Ahmednur Ayanle
            Bashir Cabdi Daud Dahir Elmi Hirsi Ismail Keynan Mahad Mukhtar Samatar Sharmarke Suleiman Yasin Zakaria"""
        ),
        words(
            """Abdi Ali Ahmed Hassan Hussein Mohamed Mohamud Omar Osman Abdullahi Farah Warsame Jama Yusuf Ibrahim Adan
            Aden Nur Noor Ismail Isse Duale Hersi Egal Barre Samatar Gedi Abshir Afrah Awale Bihi Cige Dirie Elmi
            Gaal Gutale Hashi Igal Jimale Kahin Khalif Liban Mire Muse Nunow Odowa Qalib Rage Roble Shire Sugulle
            Tahlil Ugas Waabeeri Weheliye Wardheer Yabarow Yonis Abukar Dhalac"""
        ),
    ),
    Culture(
        "Hmong",
        0.02,
        "A",
        words(
            """Mai Pa Kia Bao Chee Der Gao Houa Ia Ka Kao Mee Mor Nou Nkauj Pang See Shoua Xee Yer Ying Youa Zoua Maly
            Mai_Yer Pa_Houa Gao_Nou Mai_See Kaying Sheng"""
        ),
        words(
            """Bee Cheng Chue Doua Fong Ger Hue Kong Kou Lee Long Meng Neng Nhia Pao Seng Shoua Sue Tong Toua Tou
            Tou_Ger Vang Wa Xai Xeng Ying Yia Yong Zong"""
        ),
        words(
            """Vang Yang Xiong Lee Lor Moua Thao Her Cha Hang Vue Khang Kue Chang Fang Thor Lo Kong Pha Cheng Ly Vu
            Tcha Phang Kha Song Xyooj Vaj Yaj Lis Muas Thoj Hawj Tsab Ham Vwj Khab Kwm Faj Hwj Mouanoutoua Lyfoung
            Lobliayao Siong Chue Chong Tao Kou Pao Neng Vaaj Yaaj Laus Lauj Koo Taj Tswb Koob Phab Cheej Xyoob Hli
            Lwj Zaj"""
        ),
    ),
    Culture(
        "Amharic",
        0.015,
        "B",
        words(
            """Tigist Selamawit Hiwot Meron Bethlehem Almaz Genet Tsehay Aster Aberash Kidist Mekdes Rahel Senait
            Yordanos Zenebech Alem Birtukan Eden Frehiwot Hana Lemlem Marta Nigist Roman Saba Seble Tirunesh Wubit
            Yeshi"""
        ),
        words(
            """Abebe Bekele Dawit Elias Fikru Getachew Haile Kebede Lemma Mulugeta Negash Solomon Tadesse Tesfaye Worku
            Yared Yonas Zerihun Abiy Biniam Berhanu Daniel Ermias Girma Henok Kaleb Mesfin Samson Tewodros Wondimu"""
        ),
        words(
            """Tesfaye Bekele Haile Kebede Abebe Alemu Tadesse Girma Desta Assefa Wolde Gebre Mekonnen Lemma Demissie
            Mengistu Negash Worku Zewdie Getachew Hailu Tefera Ayele Fikre Mulugeta Shiferaw Teshome Yimer Abate
            Admasu Amare Asrat Belay Berhe Dagne Debebe Ejigu Eshete Fantahun Gebremedhin Gebreselassie Habte Kassa
            Kidane Lakew Mamo Melaku Nega Regassa Seyoum Sisay Tamrat Tekle Tilahun Wondimu Woldemariam Yohannes
            Zeleke Zenebe Beyene"""
        ),
    ),
    Culture(
        "French and Haitian",
        0.02,
        "B",
        words(
            """Marie Rose Nadège Mirlande Guerline Fabiola Roselaine Esther Jeanne Claudette Yolette Ketsia Natacha
            Wideline Célestine Geneviève Hélène Thérèse Solange Odette Françoise Aurélie Élodie Chloé Noémie Dieula
            Islande Manoucheka Rosemène Yvrose"""
        ),
        words(
            """Jean Pierre Jacques Wilner Emmanuel Frantz Jean-Claude Jean-Baptiste Réginald Ronald Samuel Stanley
            Woodly Yves Étienne François Gérard Luc Marcel Olivier René Thierry Dieudonné Fritz Ricardo Evens
            Kervens Mackenson Wisler Lesly"""
        ),
        words(
            """Pierre Jean Joseph Charles Louis François Baptiste Toussaint Desrosiers Duvalier Étienne Jean-Louis
            Pierre-Louis Saint-Fleur Dorvil Estimé Fleurant Guerrier Innocent Jeudy Laguerre Michel Noël Orelus Paul
            Remy Saintil Théodore Ulysse Vilsaint Alexis Beauvoir Célestin Denis Exantus Faustin Germain Honoré
            Isidore Jules Lafontaine Mathieu Narcisse Olivier Petit-Frère Raymond Sylvain Tremblay Bouchard Gagnon
            Côté Lavoie Pelletier Beaulieu Dubois Lefebvre Moreau Rousseau Thibodeaux Boudreaux"""
        ),
    ),
)
"""The shares add up to 1 (a test says so)."""

NICKNAMES: Final = {
    "William": "Bill",
    "Robert": "Bobby",
    "Richard": "Rick",
    "James": "Jimmy",
    "John": "Johnny",
    "Michael": "Mikey",
    "Thomas": "Tommy",
    "Charles": "Chuck",
    "Joseph": "Joey",
    "Daniel": "Danny",
    "Matthew": "Matt",
    "Anthony": "Tony",
    "Kenneth": "Kenny",
    "Timothy": "Timmy",
    "Ronald": "Ronnie",
    "Edward": "Eddie",
    "Jonathan": "Jon",
    "Patricia": "Patty",
    "Barbara": "Barb",
    "Deborah": "Debbie",
    "Stephanie": "Steph",
    "Rebecca": "Becky",
    "Kimberly": "Kim",
    "Margaret": "Peg",
    "Guadalupe": "Lupita",
    "Francisco": "Paco",
    "José": "Pepe",
    "Jesús": "Chuy",
    "Guillermo": "Memo",
    "Ignacio": "Nacho",
    "Alejandra": "Ale",
    "Concepción": "Concha",
    "Dolores": "Lola",
    "Ekaterina": "Katya",
    "Dmitri": "Dima",
    "Sergei": "Seryozha",
    "Katarzyna": "Kasia",
    "Stanisław": "Staszek",
    "Małgorzata": "Gosia",
    "Oluwaseun": "Seun",
    "Babatunde": "Tunde",
    "Chukwuemeka": "Emeka",
    "Mohammed": "Mo",
    "Mustafa": "Mus",
    "Reginald": "Reggie",
    "Demetrius": "Meech",
    "DeShawn": "Shawn",
    "Terrance": "T-Money",
    "Marquis": "Quis",
    "Latoya": "Toya",
    "Lakeisha": "Keisha",
    "Shaniqua": "Niqua",
    "Wilfredo": "Willy",
    "Luzviminda": "Luz",
    "Rodrigo": "Digong",
    "Jean-Baptiste": "Titi",
    "Manoucheka": "Manou",
    "Tewodros": "Teddy",
    "Gurpreet": "Gopi",
    "Sandeep": "Sandy",
    "Cornelius": "Neil",
    "Gwendolyn": "Gwen",
    "Abdirahman": "Abdi",
}
"""What relatives and callers say instead of the given name on the form."""

MIDDLE: Final = "ABCDEFGHJKLMNPRSTVW"
"""Middle initials; the letters that are hardly ever one are left out."""
